/**
 * Characters that no translation needs and that harm what stands around them: controls, those that no font has, halves of
 * pairs, and those that turn the direction of all that follows (UAX 9). Joiners, marks of direction and soft hyphens are
 * part of how Persian, Hindi or Arabic is written.
 */
export const HIDDEN =
  /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Co}\p{Cn}\ufffd\u202a-\u202e\u2060-\u206f\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
