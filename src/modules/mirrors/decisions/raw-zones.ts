/** `rawZone` is how one provider spells a zone; the other is told the zone itself. */
export const withoutRawZones = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutRawZones);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'rawZone');
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutRawZones(inner)]));
};
