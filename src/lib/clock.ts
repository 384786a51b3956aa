/** The only source of "now"; tests hand in their own. */
export type Now = () => Date
