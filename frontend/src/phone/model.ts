// What the server and the phone say to each other. Moments are ISO 8601 UTC; positions are 1e-7 degrees.
export interface Member {
  name: string;
  /** The post's number: compared, never shown. */
  post: number | null;
  /** Its name, for whom the person walks. */
  organisation?: string;
  grid: { id: number; name: string } | null;
  role: string | null;
}

export interface Stop {
  stop: number;
  place: number;
  order: number;
  metres: number | null;
  why: string[];
  look_at: string[];
  state: string;
}

export interface Round {
  id: number;
  day: string;
  minutes: number;
  stops: Stop[];
}

export interface Open {
  duty: string | number;
  number: string;
  kind: string;
  floor: string | number | null;
  spot: string;
  photo: string | null;
  due: string | null;
  state: string;
}

export interface Place {
  id: number;
  path: string;
  kind: string;
  name: string;
  full_name: string;
  parent: number | null;
  lon_e7: number | null;
  lat_e7: number | null;
  storeys: number | null;
  storeys_below: number | null;
  units: { id: number; name: string }[];
  facts: string[];
  open: Open[];
  last: { at: string; outcome: string } | null;
  kinds: string[];
}

export interface Kind {
  code: string;
  name: string;
  plain: string;
  severity: string;
  photo: "needed" | "optional" | "none";
  who: string;
  words: string[];
}

export interface Question {
  id: string | number;
  place: number;
  /** What the place is called: it may not be among those taken along. */
  name?: string;
  text: string;
  why?: string;
  consequence?: string;
  answers: { value: string; text: string }[];
}

/** One day's package: everything the round needs without a network. */
export interface Day {
  version: string;
  server_time: string;
  csrf: string;
  member: Member;
  text_size: number;
  language: string;
  round: Round | null;
  places: Place[];
  kinds: Kind[];
  questions: Question[];
  settings: { undo_seconds: number; unsent_warning_days: number; photo_bytes: number };
  codes: Record<string, number>;
}

export interface Position {
  lon_e7: number;
  lat_e7: number;
  accuracy: number;
  at: string;
}

export interface PhotoRef {
  id: string;
  sha256: string;
  album: boolean;
  at: string;
}

export type Deed = "seen" | "no_entry" | "no_time" | "hazard" | "same" | "reading" | "answer" | "photo" | "undo";

export interface Result {
  state: "applied" | "waiting" | "refused" | "undone";
  message?: string;
  duty?: { id: string | number; number: string; url: string };
}

/** A record as it is kept on the phone: what is sent, and what came of it. */
export interface Kept {
  seq: number;
  key: string;
  kind: Deed;
  at: string;
  /** The server's time in the last answer this phone had when the record was made; absent before the first. */
  heard_at?: string;
  uptime_ms: number;
  /** Which start of the page counted `uptime_ms`. */
  session: number;
  place: number | null;
  grid: number | null;
  stop?: number;
  position?: Position;
  data: Record<string, unknown>;
  /** Milliseconds; not sent before, so that an undo goes in the same batch. */
  hold: number;
  /** When it was kept, in this phone's milliseconds. */
  saved: number;
  /** In words, for the lists on the phone. */
  title: string;
  result?: Result;
  undone?: boolean;
}

/** A photo or a voice note until the server has it for good; its bytes lie apart, so that lists stay quick. */
export interface Piece {
  id: string;
  for: string;
  type: string;
  size: number;
  sha256: string;
  token?: string;
  /** The seq of the "photo" record that names the finished upload. */
  told?: number;
  refusal?: string;
  tries?: number;
}

/** A photo that was taken and belongs to no saved record yet. */
export interface Shot {
  ref: PhotoRef;
  type: string;
  bytes: ArrayBuffer;
}

export interface Draft {
  id: string;
  place: number;
  /** What was known of the place when it was begun: tomorrow's package, or another grid's, may not hold it. */
  where?: Place;
  stop?: number;
  /** 补记: seen earlier, entered now. */
  later?: boolean;
  started: number;
  shots: Shot[];
  after: Shot[];
  voice?: Shot;
  kind?: string;
  floor?: number;
  unit?: number;
  spot?: string;
  text?: string;
}
