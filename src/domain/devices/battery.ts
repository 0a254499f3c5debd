/** How a battery stands, in words: a lock below a fifth will want a new one within weeks, below a tenth any day. */
export function batteryStatus(level: number): 'critical' | 'low' | 'good' | 'full' {
  if (level < 0.1) return 'critical'
  if (level < 0.2) return 'low'
  return level < 0.95 ? 'good' : 'full'
}
