/** A channel as a small sign: two letters on a ground of its own, and its name for whoever cannot see it. */

const NAMES: Record<string, readonly [short: string, name: string]> = {
  facebook: ["Fb", "Facebook"],
  instagram: ["Ig", "Instagram"],
  messenger: ["Me", "Messenger"],
  whatsapp: ["Wa", "WhatsApp"],
  x: ["X", "X"],
  telegram: ["Tg", "Telegram"],
  linkedin: ["In", "LinkedIn"],
  threads: ["Th", "Threads"],
  tiktok: ["Tk", "TikTok"],
  bluesky: ["Bs", "Bluesky"],
  mastodon: ["Ma", "Mastodon"],
  youtube: ["Yt", "YouTube"],
  reddit: ["Re", "Reddit"],
  line: ["Li", "LINE"],
  viber: ["Vi", "Viber"],
  google_play: ["Gp", "Google Play"],
  app_store: ["As", "App Store"],
  trustpilot: ["Tp", "Trustpilot"],
  google_business: ["Go", "Google"],
  webhook: ["We", "Webhook"],
};

export function channelName(channel: string): string {
  return NAMES[channel]?.[1] ?? capitalised(channel);
}

function capitalised(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

export function Channel({ name }: { name: string }) {
  const [short, full] = NAMES[name] ?? [capitalised(name.slice(0, 2)), capitalised(name)];
  return (
    <span class={`channel ${name}`} title={full}>
      <span aria-hidden="true">{short}</span>
      <span class="unseen">{full}</span>
    </span>
  );
}
