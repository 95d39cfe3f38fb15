import { useEffect, useState } from "preact/hooks";
import { fileAddress } from "../api/client";
import type { Attachment, Message } from "../api/types";
import { number, t, word } from "../i18n";
import { span } from "../time/span";
import { Icon } from "../ui/Icon";
import { External, safeAddress } from "../ui/links";

const SHOWN = ["image", "sticker", "video", "audio", "voice"];

/** What was attached. Files are shown from our own bucket only, never from an address that a customer gave. */
export function Attachments({ message }: { message: Message }) {
  return (
    <ul class="attachments">
      {message.attachments.map((each, index) => (
        <li key={each.id ?? index}>
          <File attachment={each} />
        </li>
      ))}
    </ul>
  );
}

function File({ attachment }: { attachment: Attachment }) {
  const [address, setAddress] = useState<string | null>(null);
  const href = attachment.status === "stored" ? attachment.href : null;
  const stored = href !== null;
  const shown = stored && SHOWN.includes(attachment.type);

  const open = async () => safeAddress(await fileAddress(href!));
  useEffect(() => {
    let current = true;
    if (shown) void open().then((found) => current && setAddress(found), () => {});
    return () => {
      current = false;
    };
  }, [href]);

  const name = attachment.title || word("attachment", attachment.type);
  if (address && ["image", "sticker"].includes(attachment.type)) {
    return (
      <External href={address} label={t("attachment.open", { name })}>
        <img src={address} alt={name} loading="lazy" referrerpolicy="no-referrer" />
      </External>
    );
  }
  if (address && ["audio", "voice"].includes(attachment.type)) return <audio controls preload="none" src={address} aria-label={name} />;
  if (address && attachment.type === "video") return <video controls preload="metadata" src={address} aria-label={name} />;
  const place = attachment.latitude !== null && attachment.longitude !== null ? `https://www.openstreetmap.org/?mlat=${attachment.latitude}&mlon=${attachment.longitude}` : null;
  return (
    <div class="attachment">
      <Icon name="file" />{" "}
      {stored ? (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            void open().then((found) => found && window.open(found, "_blank", "noopener,noreferrer"), () => {});
          }}
        >
          {name}
        </button>
      ) : (
        <External href={place ?? attachment.url}>{name}</External>
      )}
      <span class="muted">
        {[attachment.label, attachment.size === null ? null : t("attachment.size", { size: number(Math.ceil(attachment.size / 1024)) }), attachment.duration === null ? null : span(attachment.duration), attachment.status && attachment.status !== "stored" ? word("attachment_status", attachment.status) : null].filter(Boolean).join(" · ")}
      </span>
      {attachment.lines.map((line) => (
        <span key={line} class="line" dir="auto">
          {line}
        </span>
      ))}
    </div>
  );
}
