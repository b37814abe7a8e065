// A select one can type into, from its own options or from the server (data-pick answers ?q= with value, label, note).
interface Option {
  value: string;
  label: string;
  note?: string;
}

interface Box {
  holder: HTMLElement;
  input: HTMLInputElement;
  list: HTMLElement;
  choose: (option: Option) => void;
  open: () => void;
  find: (text: string) => Promise<Option[]>;
  empty: string;
}

const SHOWN = 60;
let serial = 0;

function draw(box: Box, options: Option[]): void {
  box.list.textContent = "";
  options.slice(0, SHOWN).forEach((option, index) => {
    const row = document.createElement("div");
    row.id = `${box.list.id}-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(index === 0));
    row.textContent = option.label;
    if (option.note) {
      const note = document.createElement("span");
      note.className = "dim sm";
      note.textContent = ` ${option.note}`;
      row.append(note);
    }
    row.addEventListener("mousedown", (event) => {
      event.preventDefault();
      box.choose(option);
      close(box);
    });
    box.list.append(row);
  });
  if (!options.length) {
    const none = document.createElement("p");
    none.textContent = box.empty;
    box.list.append(none);
  }
  box.list.hidden = false;
  box.input.setAttribute("aria-expanded", "true");
  mark(box, 0);
}

function close(box: Box): void {
  box.list.hidden = true;
  box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
}

function mark(box: Box, index: number): void {
  const rows = Array.from(box.list.querySelectorAll<HTMLElement>("[role=option]"));
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
  const row = rows[index];
  if (!row) return;
  box.input.setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}

function keys(box: Box, event: KeyboardEvent): void {
  const rows = Array.from(box.list.querySelectorAll<HTMLElement>("[role=option]"));
  const here = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (event.key === "Escape" && !box.list.hidden) close(box); // with nothing open it is for the dialog around
  else if (event.key === "ArrowDown" && box.list.hidden) box.open();
  else if (event.key === "ArrowDown") mark(box, Math.min(rows.length - 1, here + 1));
  else if (event.key === "ArrowUp" && !box.list.hidden) mark(box, Math.max(0, here - 1));
  else if (event.key === "Enter" && !box.list.hidden) rows[here]?.dispatchEvent(new MouseEvent("mousedown", { cancelable: true }));
  else return;
  event.preventDefault();
}

function listen(given: Omit<Box, "open">): void {
  const box: Box = { ...given, open: () => ask() };
  let waiting = 0;
  let asked = 0;
  const ask = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(async () => {
      const mine = ++asked;
      const options = await box.find(box.input.value.trim());
      if (mine === asked && document.activeElement === box.input) draw(box, options);
    }, 120);
  };
  box.input.setAttribute("role", "combobox");
  box.input.setAttribute("aria-autocomplete", "list");
  box.input.setAttribute("aria-controls", box.list.id);
  box.input.setAttribute("aria-expanded", "false");
  box.input.autocomplete = "off";
  box.input.addEventListener("input", ask);
  box.input.addEventListener("click", ask); // not on focus: Tab only passes by
  box.input.addEventListener("blur", () => {
    window.clearTimeout(waiting);
    close(box);
  });
  box.input.addEventListener("keydown", (event) => keys(box, event));
}

function newList(holder: HTMLElement, label: string): HTMLElement {
  const list = document.createElement("div");
  list.className = "list";
  list.id = `pick-${++serial}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  holder.append(list);
  return list;
}

function fromSelect(select: HTMLSelectElement): void {
  const holder = document.createElement("div");
  holder.className = "pick";
  const input = document.createElement("input");
  input.type = "text";
  input.id = select.id;
  select.removeAttribute("id");
  for (const name of ["aria-describedby", "aria-invalid"]) {
    const value = select.getAttribute(name);
    if (value) input.setAttribute(name, value);
  }
  select.before(holder);
  holder.append(input, select);
  select.hidden = true;
  const options = Array.from(select.options).map(({ value, text }) => ({ value, label: text }));
  const word = () => select.selectedOptions[0]?.text || "";
  input.value = select.value ? word() : "";
  listen({
    holder,
    input,
    list: newList(holder, document.querySelector(`label[for="${input.id}"]`)?.textContent?.trim() || ""),
    empty: "—",
    choose: (option) => {
      select.value = option.value;
      input.value = option.value ? option.label : "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
    find: async (text) => (text && text !== word() ? options.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase())) : options),
  });
  input.addEventListener("blur", () => (input.value = select.value ? word() : ""));
}

function fromServer(holder: HTMLElement): void {
  const field = holder.querySelector("input");
  if (!field) return;
  const input = field.cloneNode() as HTMLInputElement;
  input.removeAttribute("name");
  input.value = holder.dataset.pickLabel || field.value;
  field.type = "hidden";
  field.removeAttribute("id");
  field.before(input);
  let word = input.value;
  listen({
    holder,
    input,
    list: newList(holder, document.querySelector(`label[for="${input.id}"]`)?.textContent?.trim() || ""),
    empty: holder.dataset.pickEmpty || "—",
    choose: (option) => {
      field.value = option.value;
      input.value = word = option.label;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    },
    find: async (text) => {
      const source = holder.dataset.pick || "";
      const url = `${source}${source.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}${beside(holder)}`;
      const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      return answer.ok ? ((await answer.json()) as Option[]) : [];
    },
  });
  input.addEventListener("blur", () => {
    if (input.value.trim() === "") field.value = word = "";
    else input.value = word;
  });
}

/** What another field of the form holds now, where the choice depends on it (data-pick-with names it). */
function beside(holder: HTMLElement): string {
  const name = holder.dataset.pickWith || "";
  const other = name ? holder.closest("form")?.querySelector<HTMLInputElement>(`input[name="${name}"]`) : null;
  return other?.value ? `&${name}=${encodeURIComponent(other.value)}` : "";
}

export function startPick(element: HTMLElement): void {
  if (element instanceof HTMLSelectElement) fromSelect(element);
  else fromServer(element);
}
