// Where a record is made: the last fix, never waited for. Points of records, not a track: asked only when something is recorded.
import type { Position } from "./model";
import { update } from "./state";

const FRESH = 120_000;
let fix: Position | null = null;

/** The last known position, where it is fresh enough to belong to what is recorded now. */
export const lastFix = (): Position | null => (fix && Date.now() - Date.parse(fix.at) < FRESH ? fix : null);

/** Ask the phone once; false where it has no answer or the person said no. */
export function locate(): Promise<boolean> {
  return new Promise((done) => {
    if (!window.isSecureContext || !navigator.geolocation) return done(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => {
        fix = {
          lon_e7: Math.round(coords.longitude * 1e7), lat_e7: Math.round(coords.latitude * 1e7),
          accuracy: Math.round(coords.accuracy), at: new Date(timestamp).toISOString(),
        };
        update({ position: fix });
        done(true);
      },
      () => done(false),
      { enableHighAccuracy: true, maximumAge: 30_000, timeout: 8_000 },
    );
  });
}
