// The undo toast leaves after its seconds; pointing at it or focusing it holds it. The page itself says the same.
export function startToasts(toast: HTMLElement): void {
  let left = Number(toast.dataset.undo) || 10;
  const timer = window.setInterval(() => {
    if (toast.matches(":hover") || toast.contains(document.activeElement)) return;
    left -= 1;
    if (left > 0) return;
    window.clearInterval(timer);
    toast.remove();
  }, 1000);
}
