// A reading of a gauge: what, how much, in which unit.
import { keep } from "../keep";
import type { Place } from "../model";
import { app, update } from "../state";
import { t } from "../words";

const GAUGES = [["pressure", "压力", "MPa"], ["temperature", "温度", "℃"], ["level", "水位", "m"], ["flow", "流量", "L/s"]] as const;

export function Reading({ place }: { place: Place }) {
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const field = form.elements.namedItem("value") as HTMLInputElement;
    const gauge = GAUGES.find(([code]) => code === (form.elements.namedItem("what") as HTMLSelectElement).value)!;
    const value = field.value.trim().replace(",", ".").replace("。", ".");
    if (!/^-?\d{1,6}(\.\d{1,4})?$/.test(value)) return update({ said: t("读数写一个数字，如 0.35。") });
    const done = await keep({ kind: "reading", place: place.id, later: app.later === place.id, data: { what: gauge[0], value, unit: gauge[2] }, title: `${place.name} · ${t(gauge[1])} ${value} ${gauge[2]}` });
    if (done) field.value = "";
  };
  return (
    <details class="msheet more">
      <summary>{t("记一个读数")}</summary>
      <form class="mpad field reading" onSubmit={(event) => void submit(event)}>
        <label for="what">{t("哪块表")}</label>
        <select id="what" name="what">{GAUGES.map(([code, name, unit]) => <option value={code}>{t(name)} {unit}</option>)}</select>
        <label for="value">{t("读数")}</label>
        <input id="value" name="value" type="text" inputMode="decimal" autocomplete="off" />
        <button class="big" type="submit">{t("保存")}</button>
      </form>
    </details>
  );
}
