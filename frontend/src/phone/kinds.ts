// Kinds proposed at a place, and found by plain words without a network.
import type { Kind, Place } from "./model";
import { app, kindOf } from "./state";

const SHOWN = 7;

/** The kinds common at a place first; the chosen one always among them. */
export function commonAt(place: Place, chosen?: string): Kind[] {
  const named = place.kinds.map(kindOf).filter(Boolean) as Kind[];
  const rest = (app.day?.kinds || []).filter((one) => !named.includes(one));
  const shown = [...named, ...rest].slice(0, SHOWN);
  const own = kindOf(chosen);
  return own && !shown.includes(own) ? [own, ...shown.slice(0, SHOWN - 1)] : shown;
}

const flat = (text: string): string => text.toLowerCase().replace(/[\s，。、,.;；:：!！?？]/g, "");
const pairs = (text: string): string[] => Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));

/** Best first: words that stand in what was written weigh most, then pairs of characters in common. */
export function found(query: string, most = 8): Kind[] {
  const said = flat(query);
  if (!said) return [];
  const asked = pairs(said);
  const scored = (app.day?.kinds || []).map((kind) => {
    const words = [kind.name, kind.plain, ...kind.words].map(flat).filter(Boolean);
    let score = 0;
    for (const word of words) if (said.includes(word)) score += 4 + word.length;
    for (const word of words) if (word.includes(said)) score += 6;
    const text = words.join("|");
    score += asked.filter((pair) => text.includes(pair)).length;
    return { kind, score };
  });
  return scored.filter((one) => one.score > 0).sort((a, b) => b.score - a.score).slice(0, most).map((one) => one.kind);
}
