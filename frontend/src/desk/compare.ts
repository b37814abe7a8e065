// Before and after: side by side, or one drawn over the other with a slider.
export function startCompare(box: HTMLElement): void {
  const pair = box.querySelector<HTMLElement>(".ev");
  const cut = box.querySelector<HTMLInputElement>(".ev-cut");
  const modes = box.querySelector<HTMLElement>("[data-compare-modes]");
  if (!pair || !cut || !modes || pair.querySelectorAll(".shot").length < 2) return;
  modes.hidden = false;
  const show = () => pair.style.setProperty("--cut", `${cut.value}%`);
  modes.addEventListener("click", (event) => {
    const mode = (event.target as HTMLElement).closest<HTMLElement>("[data-compare-mode]")?.dataset.compareMode;
    if (!mode) return;
    pair.classList.toggle("drag", mode === "drag");
    cut.hidden = mode !== "drag";
    for (const button of Array.from(modes.querySelectorAll<HTMLElement>("[data-compare-mode]"))) {
      button.setAttribute("aria-pressed", String(button.dataset.compareMode === mode));
    }
    show();
  });
  cut.addEventListener("input", show);
}
