/** What a customer wrote is text. Only addresses of the web in it become links, and they say nothing about us. */

import type { ComponentChildren } from "preact";

const ADDRESS = /\bhttps?:\/\/[^\s<>"'“”«»]+/gi;
const TRAILING = /[.,;:!?)\]}]+$/;

/** The address if it may be opened: http or https, without a user name in it. */
export function safeAddress(given: string | null | undefined): string | null {
  if (!given) return null;
  try {
    const url = new URL(given);
    const web = url.protocol === "https:" || url.protocol === "http:";
    return web && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

export function External({ href, children, label, onClick }: { href: string | null; children: ComponentChildren; label?: string; onClick?: (event: Event) => void }) {
  const address = safeAddress(href);
  if (!address) return <>{children}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow" referrerpolicy="no-referrer" aria-label={label} onClick={onClick}>
      {children}
    </a>
  );
}

/** A text with its links. Never HTML: every piece is a text node. */
export function Linked({ text }: { text: string }) {
  const pieces: ComponentChildren[] = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const whole = found[0].replace(TRAILING, "");
    const address = safeAddress(whole);
    if (!address) continue;
    pieces.push(text.slice(end, found.index), <External href={address}>{whole}</External>);
    end = found.index + whole.length;
  }
  pieces.push(text.slice(end));
  return <>{pieces}</>;
}
