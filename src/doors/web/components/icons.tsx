import type { ReactNode } from 'react';

const shapes = {
  search: <><circle cx="7" cy="7" r="4.5" /><path d="M10.500 10.500L14 14" /></>,
  down: <path d="M3.500 6L8 10.500 12.500 6" />,
  up: <path d="M3.500 10L8 5.500 12.500 10" />,
  left: <path d="M10 3.500L5.500 8 10 12.500" />,
  right: <path d="M6 3.500L10.500 8 6 12.500" />,
  check: <path d="M3 8.500l3.500 3.500L13 4.500" />,
  done: <><circle cx="8" cy="8" r="6.250" /><path d="M5 8.200l2 2 4-4.200" /></>,
  started: <><circle cx="8" cy="8" r="6" /><path className="solid" d="M8 2a6 6 0 010 12z" /></>,
  open: <circle cx="8" cy="8" r="6" />,
  clock: <><circle cx="8" cy="8" r="6.250" /><path d="M8 4.500V8l2.500 1.500" /></>,
  waits: <circle cx="8" cy="8" r="6" strokeDasharray="2.600 2.400" />,
  error: <><path className="solid" d="M5.300 1h5.400L15 5.300v5.400L10.700 15H5.300L1 10.700V5.300z" /><path d="M8 4.300v4.400M8 11.400v.2" stroke="var(--paper)" strokeWidth="1.800" /></>,
  warning: <><path d="M8 2L14.500 13.500h-13z" /><path d="M8 6.500v3M8 11.600v.1" /></>,
  advice: <><circle cx="8" cy="8" r="6.250" /><path d="M8 7.300v3.700M8 4.900v.1" /></>,
  download: <path d="M8 2v8M4.500 6.800L8 10.300l3.500-3.500M2.500 13.500h11" />,
  upload: <path d="M8 10.500v-8M4.500 5.800L8 2.300l3.500 3.500M2.500 13.500h11" />,
  lock: <><rect x="3" y="7" width="10" height="7" rx="1.500" /><path d="M5 7V5a3 3 0 016 0v2" /></>,
  file: <><path d="M4 1.800h5l3.200 3.200v9.200H4z" /><path d="M9 1.800V5h3.200" /></>,
  pen: <path d="M2.500 13.500l.8-3.200 7.500-7.500 2.400 2.400-7.500 7.500zM9.300 4.300l2.400 2.400" />,
  people: <><circle cx="6" cy="5.500" r="2.500" /><path d="M1.500 13.500c0-2.500 2-4 4.500-4s4.500 1.500 4.500 4M10.500 3.200a2.500 2.500 0 010 4.600M12 9.800c1.600.6 2.500 1.900 2.500 3.700" /></>,
  scales: <path d="M8 2v11M5 13.500h6M3 4.500h10M3 4.500L1.200 9h3.600zM13 4.500L11.200 9h3.600z" />,
  back: <path d="M6 4L2.500 7.500 6 11M2.500 7.500h7a4 4 0 010 8H8" transform="translate(0 -1.500)" />,
  mail: <><rect x="1.500" y="3" width="13" height="10" rx="1.500" /><path d="M2 4l6 5 6-5" /></>,
  plus: <path d="M8 3v10M3 8h10" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  more: <path d="M3.500 8h.01M8 8h.01M12.500 8h.01" strokeWidth="2.500" />,
  calendar: <><rect x="2" y="3" width="12" height="11" rx="1.500" /><path d="M2 6.500h12M5 1.500v3M11 1.500v3" /></>,
} satisfies Record<string, ReactNode>;

/** The name of one of our icons. */
export type IconName = keyof typeof shapes;

/** An icon on a 16 px grid; decorative, so it carries no name of its own. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }): ReactNode {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}
