/** A text in both languages of the product. */
export type Bilingual = { readonly en: string; readonly zh: string };
