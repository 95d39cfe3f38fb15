import { useEffect, useState } from "preact/hooks";
import { call, type Finding } from "../api/client";

const CHECKED_AFTER = 600; // milliseconds after the last key

/** Personal data in a text that everybody is going to read. `found`: what the API said of a text that it refused. */
export function useFindings(ticket: string, text: string, initials: string, wanted: boolean): { findings: Finding[]; found: (text: string, findings: Finding[]) => void } {
  const [known, setKnown] = useState<{ text: string; findings: Finding[] } | null>(null);
  useEffect(() => {
    if (!wanted || !text.trim()) return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      const body = { text, visibility: "public" as const, initials: initials || undefined };
      call("post", "/tickets/{ticket_id}/replies/check", { path: { ticket_id: ticket }, body: body as never, signal: stop.signal }).then(
        (answer) => setKnown({ text, findings: answer.body.findings }),
        () => {}, // the answer itself is checked again when it is sent
      );
    }, CHECKED_AFTER);
    return () => {
      window.clearTimeout(timer);
      stop.abort();
    };
  }, [text, wanted]);
  return { findings: wanted && known && known.text === text ? known.findings : [], found: (of, findings) => setKnown({ text: of, findings }) };
}
