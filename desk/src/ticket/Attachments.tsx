import type { Message } from "../api/types";
import { word } from "../i18n";
import { Icon } from "../ui/Icon";
import { External } from "../ui/links";

/** What was attached, by its kind. It is never loaded from an address that a customer gave. */
export function Attachments({ message }: { message: Message }) {
  return (
    <ul class="attachments">
      {message.attachments.map((each, index) => (
        <li key={index}>
          <Icon name="file" />{" "}
          <External href={each.url}>{word("attachment", each.type)}</External>
        </li>
      ))}
    </ul>
  );
}
