/** The address of whoever runs this Paperboy, as a link. */
export function Contact({ address }: { address: string }) {
  return <a href={mailto(address)}>{address}</a>
}

/** RFC 6068 section 2: what means something in a URL is encoded; the plus of a sub-address may stay. */
export function mailto(address: string): string {
  const at = address.lastIndexOf('@')
  const local = encodeURIComponent(address.slice(0, at)).replaceAll('%2B', '+')
  return `mailto:${local}${address.slice(at)}`
}
