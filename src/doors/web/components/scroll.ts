/** Scrolls a part into the upper third of its frame without moving the page; jumps where the reader wants less motion. */
export function scrollInto(frame: HTMLElement | null, id: string): void {
  const target = document.getElementById(id);
  if (target === null) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (frame === null || frame.scrollHeight <= frame.clientHeight + 1) {
    if (frame === null) target.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    return;
  }
  const place = (behavior: ScrollBehavior): void => {
    const box = frame.getBoundingClientRect();
    const at = target.getBoundingClientRect();
    const visible = at.top >= box.top + 24 && at.bottom <= box.bottom - 24;
    if (!visible) frame.scrollTo({ top: frame.scrollTop + at.top - box.top - box.height / 4, behavior });
  };
  // Parts that were never painted have only a guessed height, so the first jump is corrected once they have been.
  place('auto');
  requestAnimationFrame(() => place('auto'));
}
