/** Twenty zones: whole, half and quarter hours, changes of the clocks in both halves of the world, on weekdays, by half an hour, and none. */
export const ZONES = [
  'Pacific/Honolulu',
  'America/Los_Angeles',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Sao_Paulo',
  'Atlantic/Azores',
  'Europe/London',
  'Europe/Madrid',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Jerusalem',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Shanghai',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
] as const

export interface SimulatedReader {
  name: string
  timeZone: string
  hour: number
  /** Moves to another zone and hour every few days. */
  isOnTheMove: boolean
}

/** A reader in each zone for each of the hours. @param hours by the zone's place in the list */
export function readersAt(hours: readonly ((zone: number) => number)[], moving: number): SimulatedReader[] {
  const settled = ZONES.flatMap((timeZone, zone) =>
    hours.map((hourOf, i) => ({ name: `reader${zone}-${i}`, timeZone, hour: hourOf(zone), isOnTheMove: false })),
  )
  const nomads = Array.from({ length: moving }, (_, i) => ({
    name: `nomad${i}`,
    timeZone: ZONES[i % ZONES.length] ?? 'UTC',
    hour: 7,
    isOnTheMove: true,
  }))
  return [...settled, ...nomads]
}
