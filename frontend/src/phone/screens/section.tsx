// A building cut open: floors above each other, units side by side; one tap says where.
import type { Place } from "../model";
import { t } from "../words";
import { floorName } from "./parts";

const NARROW = 336;
const THUMB = 64;
const ROW = 48;
const LABEL = 44;
const ROOF = 20;

export function Section({ place, floor, unit, chosen }: { place: Place; floor?: number; unit?: number; chosen: (floor: number, unit?: number) => void }) {
  const units = place.units.length ? place.units : [{ id: 0, name: "" }];
  const up = Array.from({ length: place.storeys || 0 }, (_, i) => (place.storeys || 0) - i);
  const down = Array.from({ length: place.storeys_below || 0 }, (_, i) => -1 - i);
  const floors = [...up, ...down];
  const wide = Math.max(NARROW, LABEL + units.length * THUMB);
  const cell = (wide - LABEL) / units.length;
  const height = ROOF + floors.length * ROW + 4;
  const ground = ROOF + up.length * ROW;
  const pick = (level: number, id: number) => chosen(level, id || undefined);
  return (
    <div class="section">
      <svg class={wide > NARROW ? "long" : ""} width={wide} height={height} viewBox={`0 0 ${wide} ${height}`} role="group" aria-label={t("点一下楼层和单元")}>
        <path class="roof" d={`M${LABEL - 6} ${ROOF}L${(wide + LABEL) / 2} 2L${wide} ${ROOF}z`} />
        {floors.map((level, i) => (
          <>
            <text x={LABEL - 8} y={ROOF + i * ROW + ROW / 2 + 5} text-anchor="end">{level}</text>
            {units.map(({ id, name }, j) => {
              const label = [name, floorName(level)].filter(Boolean).join(" ");
              const on = level === floor && (id || undefined) === unit;
              return (
                <g role="button" tabIndex={0} aria-label={label} aria-pressed={on} data-cell={`${level}/${id}`} onClick={() => pick(level, id)} onKeyDown={(event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), pick(level, id))}>
                  <rect class={on ? "on" : ""} x={LABEL + j * cell + 1} y={ROOF + i * ROW + 1} width={cell - 2} height={ROW - 2} />
                  <text x={LABEL + (j + 0.5) * cell} y={ROOF + i * ROW + ROW / 2 + 5} text-anchor="middle">{name}</text>
                </g>
              );
            })}
          </>
        ))}
        <path class="ground" d={`M0 ${ground}H${wide}`} />
      </svg>
    </div>
  );
}
