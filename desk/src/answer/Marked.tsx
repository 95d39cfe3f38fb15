import type { Finding } from "../api/client";
import type { ComponentChildren } from "preact";

/** The same text under the one that is written, with what must not be published marked where it stands. */
export function Marked({ text, findings }: { text: string; findings: readonly Finding[] }) {
  return (
    <div class="marked" aria-hidden="true">
      {pieces(text, findings)}
    </div>
  );
}

/** Places are in code points, as the API counts them. */
export function pieces(text: string, findings: readonly Finding[]): ComponentChildren[] {
  const points = [...text];
  const made: ComponentChildren[] = [];
  let end = 0;
  for (const { start, end: until } of [...findings].sort((one, other) => one.start - other.start)) {
    if (start < end) continue;
    made.push(points.slice(end, start).join(""), <mark>{points.slice(start, until).join("")}</mark>);
    end = until;
  }
  made.push(points.slice(end).join(""));
  return made;
}
