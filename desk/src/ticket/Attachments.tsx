import { useEffect, useRef, useState } from "preact/hooks";
import { fileAddress } from "../api/client";
import type { Attachment, Message } from "../api/types";
import { number, t, word } from "../i18n";
import { span } from "../time/span";
import { Icon } from "../ui/Icon";
import { External, safeAddress } from "../ui/links";

/** An address is good for five minutes. */
const FRESH = 60_000;
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
  const [broken, setBroken] = useState(false);
  const asked = useRef(0);
  const resume = useRef<number | null>(null); // seconds
  const href = attachment.status === "stored" ? attachment.href : null;
  const stored = href !== null;
  const shown = stored && SHOWN.includes(attachment.type);

  const open = async () => safeAddress(await fileAddress(href!));
  const load = async () => {
    asked.current = Date.now();
    setAddress(await open().catch(() => null));
  };
  const openApart = () => {
    void open().then((found) => found && window.open(found, "_blank", "noopener,noreferrer"), () => {});
  };
  useEffect(() => {
    if (shown) void load();
  }, [href]);

  const player = useRef<HTMLMediaElement & HTMLVideoElement>(null);
  useEffect(() => {
    if (address && resume.current !== null) void player.current?.play().catch(() => {}); // reads it, even with preload="none"
  }, [address]);

  /** An address ends after some minutes. A fresh one that fails too is not the reason. */
  const failed = () => {
    if (Date.now() - asked.current > FRESH) return void load();
    setAddress(null);
    setBroken(true);
  };
  const name = attachment.title || word("attachment", attachment.type);
  if (address && ["image", "sticker"].includes(attachment.type)) {
    const renewed = (event: Event) => {
      if (Date.now() - asked.current < FRESH) return;
      event.preventDefault();
      openApart();
    };
    return (
      <External href={address} label={t("attachment.open", { name })} onClick={renewed}>
        <img src={address} alt={name} loading="lazy" referrerpolicy="no-referrer" onError={failed} />
      </External>
    );
  }
  const media = {
    ref: player,
    controls: true,
    src: address ?? undefined,
    "aria-label": name,
    onError: ({ currentTarget: it }: { currentTarget: HTMLMediaElement }) => {
      resume.current = it.preload === "none" || !it.paused ? it.currentTime : null; // somebody listens
      failed();
    },
    onLoadedMetadata: ({ currentTarget: it }: { currentTarget: HTMLMediaElement }) => {
      if (resume.current !== null) it.currentTime = resume.current;
      resume.current = null;
    },
  };
  if (address && ["audio", "voice"].includes(attachment.type)) return <audio {...media} preload="none" />;
  if (address && attachment.type === "video") return <video {...media} preload="metadata" />;
  const place = attachment.latitude !== null && attachment.longitude !== null ? `https://www.openstreetmap.org/?mlat=${attachment.latitude}&mlon=${attachment.longitude}` : null;
  return (
    <div class="attachment">
      <Icon name="file" />{" "}
      {stored ? (
        <button
          type="button"
          class="quiet"
          onClick={openApart}
        >
          {name}
        </button>
      ) : (
        <External href={place ?? attachment.url}>{name}</External>
      )}
      <span class="muted">
        {[attachment.label, attachment.size === null ? null : t("attachment.size", { size: number(Math.ceil(attachment.size / 1024)) }), attachment.duration === null ? null : span(attachment.duration), attachment.status && attachment.status !== "stored" ? word("attachment_status", attachment.status) : null, broken ? t("attachment.not_shown") : null].filter(Boolean).join(" · ")}
      </span>
      {attachment.lines.map((line) => (
        <span key={line} class="line" dir="auto">
          {line}
        </span>
      ))}
    </div>
  );
}
