/** The tables as the newest migration leaves them. The agreement comes first in every key, so that a larger store can be cut along it. */
export interface Tables {
  agreements: { id: string; created_at: string };
  /** One row per party of an agreement: it may read the shared stream, and this is its entry in the list. */
  members: { agreement: string; party: string; title: string | null; type: string | null; parties: string; status: string; updated_at: string };
  events: {
    agreement: string;
    /** The stream's name without the agreement: "shared", "party:<id>" … */
    stream: string;
    seq: number;
    v: number;
    kind: string;
    at: string;
    /** JSON. */
    actor: string;
    on_behalf_of: string;
    /** JSON. */
    body: string;
    prev: string | null;
    hash: string;
  };
  blobs: { agreement: string; digest: string; bytes: Uint8Array };
  /** The streams whose readers may see a blob. */
  blob_places: { agreement: string; digest: string; stream: string };
  /** Personal details: nowhere else in the database; `party` recorded them and alone may replace them. */
  people: { agreement: string; person: string; party: string; stream: string; salt: string; details: string };
  idempotency: {
    party: string;
    person: string;
    key: string;
    request: string;
    agreement: string;
    /** JSON: a list of {stream, from, to}. */
    events: string;
    /** JSON. */
    answer: string;
    at: string;
  };
  migrations: { version: number; at: string };
}
