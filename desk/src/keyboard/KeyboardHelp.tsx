import { t, type Key } from "../i18n";
import { Dialog } from "../ui/Dialog";
import { useStore } from "../ui/store";
import { keysOn, switchKeys } from "./keyboard";

const GROUPS: readonly { title: Key; keys: readonly (readonly [string, Key])[] }[] = [
  {
    title: "keys.list",
    keys: [
      ["j", "keys.next"],
      ["k", "keys.previous"],
      ["Enter", "keys.open"],
      ["x", "keys.select"],
      ["X", "keys.select_all"],
      [".", "keys.fresh"],
      ["/", "keys.search"],
      ["Esc", "keys.back"],
    ],
  },
  {
    title: "keys.ticket",
    keys: [
      ["r", "keys.reply"],
      ["n", "keys.note"],
      ["c", "keys.claim"],
      ["C", "keys.take_over"],
      ["a", "keys.assign"],
      ["e", "keys.resolve"],
      ["m", "keys.more"],
      ["T", "proposals.thank"],
      ["y", "proposals.accept"],
      ["z", "keys.undo"],
      ["Ctrl Enter", "keys.send"],
      ["Ctrl Shift Enter", "keys.send_next"],
    ],
  },
  {
    title: "keys.go",
    keys: [
      ["g i", "view.waiting"],
      ["g w", "view.longest"],
      ["g m", "view.mine"],
      ["g n", "view.mentions"],
      ["g u", "view.unassigned"],
      ["g t", "view.team"],
      ["g o", "view.overdue"],
      ["g d", "view.danger"],
      ["g a", "view.all"],
      ["g b", "board"],
      ["g p", "proposals"],
      ["g r", "reports"],
      ["?", "keys.show"],
    ],
  },
];

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const on = useStore(keysOn);
  return (
    <Dialog title={t("keys")} onClose={onClose} wide>
      <div class="key-groups">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{t(group.title)}</h3>
            <dl>
              {group.keys.map(([keys, text]) => (
                <div key={keys}>
                  <dt>
                    {keys.split(" ").map((each) => (
                      <kbd key={each}>{each}</kbd>
                    ))}
                  </dt>
                  <dd>{t(text)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="switch">
        <input type="checkbox" checked={on} onChange={(event) => switchKeys(event.currentTarget.checked)} /> {t("keys.on")}
      </label>
    </Dialog>
  );
}
