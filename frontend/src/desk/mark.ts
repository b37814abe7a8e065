// Marking what has to be masked: drag over the photo. Each region is a line of per cents in the text field, which can
// be typed and corrected as well; the field is what is sent.
const SVG = "http://www.w3.org/2000/svg";

export function startMark(root: HTMLElement): void {
  const field = document.querySelector<HTMLTextAreaElement>("[data-mark-boxes]");
  const image = root.querySelector("img");
  if (!field || !image) return;
  const layer = document.createElementNS(SVG, "svg");
  layer.setAttribute("viewBox", "0 0 100 100");
  layer.setAttribute("preserveAspectRatio", "none");
  layer.setAttribute("aria-hidden", "true");
  root.append(layer);
  image.draggable = false;
  let start: [number, number] | null = null;
  let open: SVGRectElement | null = null;

  const at = (event: PointerEvent): [number, number] => {
    const area = layer.getBoundingClientRect();
    const share = (value: number, whole: number) => Math.max(0, Math.min(100, (100 * value) / whole));
    return [share(event.clientX - area.left, area.width), share(event.clientY - area.top, area.height)];
  };
  const rect = (box: number[]): SVGRectElement => {
    const [left = 0, top = 0, right = 0, bottom = 0] = box;
    const shape = document.createElementNS(SVG, "rect");
    shape.setAttribute("x", String(left));
    shape.setAttribute("y", String(top));
    shape.setAttribute("width", String(Math.max(0, right - left)));
    shape.setAttribute("height", String(Math.max(0, bottom - top)));
    return shape;
  };
  const draw = () => {
    layer.textContent = "";
    for (const line of field.value.split("\n")) {
      const box = line.trim().split(/[\s,]+/).map(Number);
      if (box.length === 4 && box.every((edge) => edge >= 0 && edge <= 100)) layer.append(rect(box));
    }
  };
  const box = (end: [number, number]): number[] => {
    const [x, y] = start || end;
    return [Math.min(x, end[0]), Math.min(y, end[1]), Math.max(x, end[0]), Math.max(y, end[1])];
  };

  layer.addEventListener("pointerdown", (event) => {
    start = at(event);
    layer.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  layer.addEventListener("pointermove", (event) => {
    if (!start) return;
    open?.remove();
    open = rect(box(at(event)));
    layer.append(open);
  });
  layer.addEventListener("pointerup", (event) => {
    if (!start) return;
    const found = box(at(event)).map((edge) => Math.round(edge * 10) / 10);
    start = null;
    open = null;
    const [left = 0, top = 0, right = 0, bottom = 0] = found;
    if (right - left >= 1 && bottom - top >= 1) {
      field.value = `${field.value.replace(/\s+$/, "")}\n${found.join(" ")}`.trim();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    draw();
  });
  field.addEventListener("input", draw);
  draw();
}
