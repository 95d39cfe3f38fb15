/** How long a text is, as the platform it goes to counts. The same rules as shared/domain/channels/text_length.py. */

export type Unit = "characters" | "utf8_bytes" | "utf16_units" | "emoji_bytes" | "x_weighted";

const LINK_WEIGHT = 23;
const EMOJI_WEIGHT = 2;
const LIGHT: readonly (readonly [number, number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];

const PICTURE =
  "[\\u203c\\u2049\\u2122\\u2139\\u2194-\\u21aa\\u231a-\\u23ff\\u24c2\\u25aa-\\u25fe\\u2600-\\u27bf\\u2934\\u2935" +
  "\\u2b05-\\u2b55\\u3030\\u303d\\u3297\\u3299\\u{1f000}-\\u{1f1e5}\\u{1f200}-\\u{1faff}]";
const PERSON = `${PICTURE}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?`;
const EMOJI = new RegExp(
  `[\\u{1f1e6}-\\u{1f1ff}]{2}|[0-9#*]\\ufe0f?\\u20e3|[\\u00a9\\u00ae]\\ufe0f|${PERSON}(?:[\\u{e0020}-\\u{e007f}]+)?(?:\\u200d${PERSON})*`,
  "gu",
);

const GENERIC =
  "com|net|org|info|biz|edu|gov|mil|int|name|pro|aero|coop|museum|mobi|jobs|travel|asia|cat|tel|xyz|app|dev|page|" +
  "shop|store|online|site|website|blog|news|cloud|tech|club|live|life|world|today|help|support|email|social|agency|" +
  "group|team|company|services|solutions|events|media|studio|design|digital|network|link|click|space|fun|top|vip|" +
  "paris|bzh|alsace|corsica|berlin|london|amsterdam|brussels|vlaanderen|quebec|nyc|eus|swiss";
const COUNTRY =
  "ac|ad|ae|af|ag|ai|al|am|ao|ar|as|at|au|aw|ax|az|ba|bb|bd|be|bf|bg|bh|bi|bj|bm|bn|bo|br|bs|bt|bw|by|bz|ca|cc|cd|" +
  "cf|cg|ch|ci|ck|cl|cm|cn|co|cr|cu|cv|cw|cx|cy|cz|de|dj|dk|dm|do|dz|ec|ee|eg|er|es|et|eu|fi|fj|fk|fm|fo|fr|ga|gb|" +
  "gd|ge|gf|gg|gh|gi|gl|gm|gn|gp|gq|gr|gs|gt|gu|gw|gy|hk|hm|hn|hr|ht|hu|id|ie|il|im|in|io|iq|ir|is|it|je|jm|jo|jp|" +
  "ke|kg|kh|ki|km|kn|kp|kr|kw|ky|kz|la|lb|lc|li|lk|lr|ls|lt|lu|lv|ly|ma|mc|md|me|mg|mh|mk|ml|mm|mn|mo|mp|mq|mr|ms|" +
  "mt|mu|mv|mw|mx|my|mz|na|nc|ne|nf|ng|ni|nl|no|np|nr|nu|nz|om|pa|pe|pf|pg|ph|pk|pl|pm|pn|pr|ps|pt|pw|py|qa|re|ro|" +
  "rs|ru|rw|sa|sb|sc|sd|se|sg|sh|si|sk|sl|sm|sn|so|sr|ss|st|su|sv|sx|sy|sz|tc|td|tf|tg|th|tj|tk|tl|tm|tn|to|tr|tt|" +
  "tv|tw|tz|ua|ug|uk|us|uy|uz|va|vc|ve|vg|vi|vn|vu|wf|ws|ye|yt|za|zm|zw";
const LABEL = "[a-z0-9\\u00c0-\\u024f](?:[a-z0-9\\u00c0-\\u024f_-]*[a-z0-9\\u00c0-\\u024f])?";
const END = "(?![a-z0-9\\u00c0-\\u024f@-])";
const PATH =
  "(?:/(?:[a-z0-9\\u00c0-\\u024f\\u0400-\\u04ff!*'();:=+,.$/%#\\[\\]_~@|&-]*[a-z0-9\\u00c0-\\u024f\\u0400-\\u04ff=_#/+-])?)";
const QUERY = "(?:\\?[a-z0-9!?*'();:&=+$/%#\\[\\]_.,~|@-]*[a-z0-9_&=#/-])";
const TAIL = `(?::\\d+)?${PATH}?${QUERY}?`;
const LINK = new RegExp(
  `(?<![a-z0-9@\\uff20$#\\uff03\\u00c0-\\u024f_.-])(?:` +
    `https?://(?:${LABEL}\\.)+[a-z\\u00c0-\\u024f][a-z0-9-]+${TAIL}` +
    `|(?:${LABEL}\\.)+(?:${GENERIC})${END}${TAIL}` +
    `|(?:${LABEL}\\.){2,}(?:${COUNTRY})${END}${TAIL}` +
    `|${LABEL}\\.(?:${COUNTRY})${END}(?::\\d+)?${PATH}${QUERY}?)`,
  "gi",
);

export function length(text: string, unit: string): number {
  if (unit === "utf8_bytes") return new TextEncoder().encode(text).length;
  if (unit === "x_weighted") return weighted(text);
  if (unit === "utf16_units") return text.length;
  if (unit === "emoji_bytes") {
    const emoji = (text.match(EMOJI) ?? []).join("");
    return [...text.replace(EMOJI, "")].length + new TextEncoder().encode(emoji).length;
  }
  return [...text].length; // code points, as Python counts
}

function weighted(text: string): number {
  let links = 0;
  let emoji = 0;
  const bare = text
    .normalize("NFC")
    .replace(LINK, () => (links++, ""))
    .replace(EMOJI, () => (emoji++, ""));
  let sum = links * LINK_WEIGHT + emoji * EMOJI_WEIGHT;
  for (const character of bare) sum += weight(character.codePointAt(0) ?? 0);
  return sum;
}

function weight(code: number): number {
  return LIGHT.some(([first, last]) => first <= code && code <= last) ? 1 : 2;
}

/** The text as it will stand in public, with the agent's initials: `… ^SB`. */
export function signed(text: string, initials: string): string {
  const mark = `^${initials.toUpperCase()}`;
  const plain = text.trim();
  if (!initials) return plain;
  const unsigned = plain.toUpperCase().endsWith(mark) ? plain.slice(0, -mark.length).trimEnd() : plain;
  return `${unsigned} ${mark}`.trim();
}
