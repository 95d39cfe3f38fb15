/** Files of an answer: chosen, pasted or dropped, on their way, and what is wrong with them. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ReplyRoute } from "../api/types";
import { number, plural, t } from "../i18n";
import { Icon } from "../ui/Icon";
import { toast } from "../ui/toasts";
import { runningFor, startUpload, stopUpload, watchUploads, type Owner } from "./uploading";
import { KEPT, refused, type Attached, type Uploaded } from "./uploads";

export interface AnswerFiles {
  all: readonly Attached[];
  add: (files: Iterable<File>) => void;
  remove: (key: string) => void;
  replace: (uploaded: readonly Uploaded[]) => void;
  /** Files in the bucket, in order. */
  uploaded: readonly Uploaded[];
  busy: boolean;
}

const MOST = 10;

const there = (uploaded: Uploaded): Attached => ({ ...uploaded, key: uploaded.id, progress: 1, uploaded, failed: null });

export function useFiles(brand: string, owner: Owner, kept: readonly Uploaded[] | undefined): AnswerFiles {
  const [all, setAll] = useState<readonly Attached[]>(() => [...(kept ?? []).map(there), ...runningFor(owner)]);
  const show = (file: Attached) => setAll((before) => before.map((each) => (each.key === file.key ? file : each)));
  useLayoutEffect(() => watchUploads(owner, show), [owner.person, owner.ticket, owner.mode]);
  const add = (files: Iterable<File>) => {
    const chosen = [...files];
    if (chosen.length > MOST) toast(plural("files.left", chosen.length - MOST, { most: MOST }), { tone: "bad", lasts: 8_000 });
    const added = chosen.slice(0, MOST).map((file) => startUpload(file, brand, owner, show));
    setAll((before) => [...before, ...added]);
  };
  const remove = (key: string) => {
    stopUpload(key);
    setAll((before) => before.filter((each) => each.key !== key));
  };
  return {
    all,
    add,
    remove,
    replace: (uploaded) => setAll((before) => [...uploaded.map(there), ...before.filter((each) => !each.uploaded)]), // what is on its way stays
    uploaded: all.flatMap((each) => (each.uploaded ? [each.uploaded] : [])),
    busy: all.some((each) => !each.uploaded && !each.failed),
  };
}

/** What is wrong with a file on the way that is chosen, or null. */
export function fault(file: Attached, files: AnswerFiles, route: ReplyRoute | null): string | null {
  if (file.uploaded && Date.now() - file.uploaded.at >= KEPT) return t("files.expired");
  return file.failed ?? refused(file, files.all.length, route);
}

export function FileList({ files, route }: { files: AnswerFiles; route: ReplyRoute | null }) {
  if (files.all.length === 0) return null;
  return (
    <ul class="answer-files" aria-label={t("files")}>
      {files.all.map((file) => {
        const wrong = fault(file, files, route);
        return (
          <li key={file.key} class={wrong ? "bad" : ""}>
            <Icon name={wrong ? "alert" : "file"} />
            <span class="name" dir="auto">
              {file.name}
            </span>
            {wrong ? (
              <span role="alert">{wrong}</span>
            ) : file.uploaded ? (
              <span class="muted">{t("attachment.size", { size: number(Math.ceil(file.size / 1024)) })}</span>
            ) : (
              <progress max={1} value={file.progress} aria-label={t("files.uploading", { name: file.name })} />
            )}
            <button type="button" class="quiet" aria-label={t("files.remove", { name: file.name })} onClick={() => files.remove(file.key)}>
              <Icon name="close" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

export function ChooseFiles({ files, route }: { files: AnswerFiles; route: ReplyRoute | null }) {
  const input = useRef<HTMLInputElement>(null);
  if (route && !route.attachments) return null;
  const types = route?.attachments?.files.flatMap((each) => each.mime_types) ?? [];
  return (
    <>
      <button type="button" class="quiet" title={t("files.hint")} onClick={() => input.current?.click()}>
        <Icon name="clip" /> <span class="unseen">{t("files.add")}</span>
      </button>
      <input
        ref={input}
        class="unseen"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        accept={types.join(",")}
        onChange={(event) => {
          files.add(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
