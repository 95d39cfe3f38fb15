/** Automatic answers: on, a dry run, or off, for the brand or for one channel, with who decided so. */

import { useState } from "preact/hooks";
import { call } from "../api/client";
import { usePolled } from "../api/polling";
import { said } from "../api/said";
import type { SwitchChange, Switches, SwitchSetting } from "../api/types";
import { t, word } from "../i18n";
import type { Place } from "../Shell";
import { complain } from "../ticket/complain";
import { moment } from "../time/span";
import { channelName } from "../ui/Channel";
import { Dialog } from "../ui/Dialog";
import { toast } from "../ui/toasts";

const EVERY = 30_000;
const SETTINGS: readonly SwitchSetting[] = ["on", "dry_run", "off"];

interface Wanted {
  channel: string | null;
  setting: SwitchSetting;
}

export function AutomaticAnswers({ place }: { place: Place }) {
  const brand = place.brand.id;
  const polled = usePolled(`automatic answers ${brand}`, (headers, signal) => call("get", "/automatic-answers", { query: { brand }, headers, signal }), EVERY);
  const [wanted, want] = useState<Wanted | null>(null);
  const [busy, setBusy] = useState(false);
  const found = polled.data;
  if (!found) {
    return (
      <section class="panel" aria-label={t("board.automatic")}>
        <h2>{t("board.automatic")}</h2>
        <p class="muted">{polled.error ? said(polled.error) : t("loading")}</p>
      </section>
    );
  }
  const may = place.me.scopes.includes("desk:supervise");
  const act = async () => {
    if (!wanted || busy) return;
    setBusy(true);
    try {
      const answer = await call("put", "/automatic-answers", { body: { brand, channel: wanted.channel as never, setting: wanted.setting } });
      if (answer.body) polled.put(answer.body);
      toast(t("switch.done", { where: within(wanted.channel), setting: word("automatic", wanted.setting) }), { tone: "good" });
      want(null);
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="panel" aria-label={t("board.automatic")}>
      <h2>{t("board.automatic")}</h2>
      <ul class="switches">
        <Switch name={t("switch.all")} setting={found.setting} inForce={strictest(found)} may={may} onWant={(setting) => want({ channel: null, setting })} />
      </ul>
      <details open={found.channels.some((each) => each.in_force !== found.setting)}>
        <summary class="muted">{t("switch.by_channel", { count: found.channels.length })}</summary>
        <ul class="switches">
          {found.channels.map((each) => (
            <Switch key={each.channel} name={channelName(each.channel)} setting={each.setting} inForce={each.in_force} may={may} onWant={(setting) => want({ channel: each.channel, setting })} />
          ))}
        </ul>
      </details>
      {found.changes.length > 0 && (
        <details class="changes">
          <summary class="muted">{told(found.changes[0]!)}</summary>
          <ul>
            {found.changes.slice(1).map((each) => (
              <li key={each.at} class="muted">
                {told(each)}
              </li>
            ))}
          </ul>
        </details>
      )}
      {wanted && (
        <Dialog title={t(`switch.title.${wanted.setting}`, { where: within(wanted.channel) })} onClose={() => want(null)}>
          <p>{t(`switch.effect.${wanted.setting}`)}</p>
          <footer>
            <button type="button" onClick={() => want(null)}>
              {t("cancel")}
            </button>
            <button type="button" class="primary" disabled={busy} onClick={() => void act()}>
              {t(`switch.do.${wanted.setting}`)}
            </button>
          </footer>
        </Dialog>
      )}
    </section>
  );
}

/** Three states side by side; the one that is set is pressed. What is stricter elsewhere is said. */
function Switch({ name, setting, inForce, may, onWant }: { name: string; setting: SwitchSetting; inForce: SwitchSetting; may: boolean; onWant: (setting: SwitchSetting) => void }) {
  return (
    <li>
      <span>
        {name}
        {inForce !== setting && <span class="muted"> {t("switch.stricter", { setting: word("automatic", inForce) })}</span>}
      </span>
      {may ? (
        <span class="segments" role="group" aria-label={t("switch.of", { where: name })}>
          {SETTINGS.map((each) => (
            <button key={each} type="button" class={each === "on" ? undefined : "strict"} aria-pressed={each === setting} onClick={() => each !== setting && onWant(each)}>
              {word("automatic", each)}
            </button>
          ))}
        </span>
      ) : (
        <span class={`chip ${inForce === "on" ? "good" : "warn"}`}>{word("automatic", inForce)}</span>
      )}
    </li>
  );
}

function where(channel: string | null): string {
  return channel === null ? t("switch.all") : channelName(channel);
}

/** The same in the middle of a sentence. */
function within(channel: string | null): string {
  return channel === null ? t("switch.all_within") : channelName(channel);
}

/** What is in force on every channel of the brand at least. */
function strictest(found: Switches): SwitchSetting {
  const least = Math.min(...found.channels.map((each) => SETTINGS.indexOf(each.in_force)));
  return SETTINGS[Math.max(SETTINGS.indexOf(found.setting), Number.isFinite(least) ? least : 0)] ?? found.setting;
}

function told(change: SwitchChange): string {
  const place = change.every_brand ? `${t("switch.every_brand")}, ${within(change.channel)}` : where(change.channel);
  return t("switch.change", { who: change.by, at: moment(change.at), where: place, setting: word("automatic", change.setting) });
}
