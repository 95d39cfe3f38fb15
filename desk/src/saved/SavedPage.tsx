/** Saved replies of the brand: supervisors write them, in each language of the brand. */

import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, call, get } from "../api/client";
import type { Brand, SavedReply, SavedReplyChange } from "../api/types";
import { languageName, plural, t } from "../i18n";
import { complain } from "../ticket/complain";
import { moment } from "../time/span";
import { Dialog } from "../ui/Dialog";
import { later } from "../ui/later";
import { toast } from "../ui/toasts";

export function SavedPage({ brand }: { brand: Brand }) {
  const [replies, setReplies] = useState<readonly SavedReply[] | null>(null);
  const [edited, edit] = useState<SavedReply | "new" | null>(null);
  const load = () => void get("/saved-replies", { query: { brand: brand.id } }).then(({ items }) => setReplies(items), complain);
  useEffect(load, [brand.id]);
  const remove = (reply: SavedReply) => {
    setReplies((before) => before?.filter((each) => each.id !== reply.id) ?? null);
    later(
      t("saved.removed", { title: reply.title }),
      async () => {
        const answer = await call("delete", "/saved-replies/{reply_id}", { path: { reply_id: reply.id }, query: { brand: brand.id }, headers: { "If-Match": `"${reply.updated_at}"` } }).catch((error: unknown) => {
          if (error instanceof ApiError && error.status === 412) toast(t("saved.not_removed", { title: reply.title }), { tone: "bad", lasts: 8_000 });
          else complain(error);
        }); // not what a colleague has changed meanwhile
        load();
        return Boolean(answer);
      },
      load,
    );
  };
  return (
    <div class="board">
      <header class="reports-head">
        <h1>{t("saved")}</h1>
        <button type="button" class="primary" onClick={() => edit("new")}>
          {t("saved.new")}
        </button>
      </header>
      <p class="muted">{t("saved.about")}</p>
      {replies === null ? (
        <p class="empty">{t("loading")}</p>
      ) : replies.length === 0 ? (
        <p class="empty">{t("saved.none")}</p>
      ) : (
        <ul class="panels">
          {replies.map((reply) => (
            <li key={reply.id} class="panel">
              <header>
                <h2 dir="auto">{reply.title}</h2>
                <span class="muted">{plural("saved.uses", reply.uses)}</span>
              </header>
              <Texts texts={reply.texts} />
              <footer>
                <span class="muted">{t("saved.by", { who: reply.updated_by, at: moment(reply.updated_at) })}</span>
                <span class="grow" />
                <button type="button" class="quiet" aria-label={t("saved.remove", { title: reply.title })} onClick={() => remove(reply)}>
                  {t("remove")}
                </button>
                <button type="button" aria-label={t("saved.edit", { title: reply.title })} onClick={() => edit(reply)}>
                  {t("edit")}
                </button>
              </footer>
            </li>
          ))}
        </ul>
      )}
      <Changes brand={brand} now={replies} />
      {edited && (
        <Editor
          brand={brand}
          reply={edited === "new" ? null : edited}
          onClose={() => edit(null)}
          onKept={() => {
            edit(null);
            load();
          }}
        />
      )}
    </div>
  );
}

function Texts({ texts }: { texts: Record<string, string> }) {
  return (
    <>
      {Object.entries(texts).map(([language, text]) => (
        <p key={language} class="saved-text" lang={language} dir="auto">
          <span class="chip">{languageName(language)}</span> {text}
        </p>
      ))}
    </>
  );
}

/** Who added, replaced and deleted what, and how it read before. Read when somebody opens it, and again after a change. */
function Changes({ brand, now }: { brand: Brand; now: unknown }) {
  const [open, setOpen] = useState(false);
  const [changes, setChanges] = useState<readonly SavedReplyChange[]>([]);
  const [more, setMore] = useState<string | null>(null);
  const read = (cursor?: string) =>
    void get("/saved-reply-changes", { query: { brand: brand.id, limit: 20, ...(cursor ? { cursor } : {}) } }).then(({ items, next_cursor }) => {
      setChanges((before) => (cursor ? [...before, ...items] : items));
      setMore(next_cursor);
    }, complain);
  useEffect(() => {
    if (open) read();
  }, [open, brand.id, now]);
  return (
    <details class="saved-changes" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("saved.history")}</summary>
      <ol>
        {changes.map((each) => (
          <li key={`${each.at} ${each.id}`}>
            <p dir="auto">
              {t(`saved.${each.act}_by`, { who: each.by, title: each.title })} <span class="muted">{moment(each.at)}</span>
            </p>
            {each.before && (
              <details>
                <summary>{t("saved.before", { who: each.before.updated_by, at: moment(each.before.updated_at) })}</summary>
                {each.before.title !== each.title && <p dir="auto">{each.before.title}</p>}
                <Texts texts={each.before.texts} />
              </details>
            )}
          </li>
        ))}
      </ol>
      {more && (
        <button type="button" onClick={() => read(more)}>
          {t("inbox.more")}
        </button>
      )}
    </details>
  );
}

function Editor({ brand, reply, onClose, onKept }: { brand: Brand; reply: SavedReply | null; onClose: () => void; onKept: () => void }) {
  const [title, setTitle] = useState(reply?.title ?? "");
  const [texts, setTexts] = useState<Record<string, string>>(reply?.texts ?? {});
  /** What is replaced: null adds it anew. */
  const [replaced, replace] = useState(reply);
  const [meanwhile, setMeanwhile] = useState<"changed" | "deleted" | null>(null);
  const id = useRef(reply?.id ?? crypto.randomUUID()).current;
  const languages = [...new Set([...brand.languages, ...Object.keys(texts)])];
  const written = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));
  const keep = async () => {
    try {
      const headers: Record<string, string> = replaced ? { "If-Match": `"${replaced.updated_at}"` } : {};
      await call("put", "/saved-replies/{reply_id}", { path: { reply_id: id }, query: { brand: brand.id }, body: { title: title.trim(), texts: written }, headers });
      toast(t("saved.kept"), { tone: "good" });
      onKept();
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) await lookAgain().catch(complain);
      else complain(error);
    }
  };
  /** Somebody else was faster: what they wrote is shown, and replaced only if that is wanted. */
  const lookAgain = async () => {
    const { items } = await get("/saved-replies", { query: { brand: brand.id } });
    const now = items.find((each) => each.id === id) ?? null;
    replace(now);
    setMeanwhile(now ? "changed" : "deleted");
  };
  return (
    <Dialog title={reply ? t("saved.edit", { title: reply.title }) : t("saved.new")} onClose={onClose} unsaved={title !== (reply?.title ?? "") || JSON.stringify(written) !== JSON.stringify(reply?.texts ?? {})} wide>
      <form
        class="choices"
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim() && Object.keys(written).length > 0) void keep();
        }}
      >
        <label>
          {t("saved.title")}
          <input type="text" required maxLength={100} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
        </label>
        {languages.map((each) => (
          <label key={each}>
            {languageName(each)}
            <textarea rows={4} lang={each} dir="auto" maxLength={5000} value={texts[each] ?? ""} onInput={(event) => setTexts({ ...texts, [each]: event.currentTarget.value })} />
          </label>
        ))}
        <p class="muted">{t("saved.placeholders")}</p>
        {meanwhile && (
          <div class="answer-note bad" role="alert">
            <p>{replaced ? t("saved.changed", { who: replaced.updated_by }) : t("saved.deleted")}</p>
            {replaced && (
              <>
                <p dir="auto">
                  <strong>{replaced.title}</strong>
                </p>
                <Texts texts={replaced.texts} />
              </>
            )}
          </div>
        )}
        <footer>
          <button type="submit" class="primary" disabled={!title.trim() || Object.keys(written).length === 0}>
            {t("saved.keep")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
