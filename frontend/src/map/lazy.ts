// Loads the map only where a page has one and it comes near the screen.
export function startMaps(box: HTMLElement): void {
  const load = async () => {
    const { draw } = await import("./main");
    draw(box);
  };
  if (!("IntersectionObserver" in window)) return void load();
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      void load();
    },
    { rootMargin: "200px" },
  );
  watcher.observe(box);
}
