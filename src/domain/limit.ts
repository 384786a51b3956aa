/** So many in so many seconds. */
export interface Limit {
  name: string
  points: number
  seconds: number
}
