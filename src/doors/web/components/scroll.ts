/** Brings a part into the upper third of its frame, unless it is in sight already. */
export function scrollInto(frame: HTMLElement | null, id: string): void {
  const target = document.getElementById(id);
  if (target === null) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  // A frame that is as high as its content lies on a page that scrolls as a whole.
  if (frame === null || frame.scrollHeight <= frame.clientHeight + 1) {
    target.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    return;
  }
  // Parts that were never painted have only a guessed height, so the place is corrected until it stays.
  let tries = 0;
  const place = (): void => {
    const box = frame.getBoundingClientRect();
    const at = target.getBoundingClientRect();
    const off = at.top - box.top - box.height / 4;
    const visible = tries === 0 && at.top >= box.top + 24 && at.bottom <= box.bottom - 24;
    const before = frame.scrollTop;
    if (!visible && Math.abs(off) > 2) frame.scrollTo({ top: before + off, behavior: 'auto' });
    tries += 1;
    if (frame.scrollTop !== before && tries < 8) requestAnimationFrame(place);
  };
  place();
}
