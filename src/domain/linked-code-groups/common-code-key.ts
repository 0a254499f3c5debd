/** Keys that the gateway gives begin with this; callers cannot found groups with such keys. */
const AUTO_SET_KEY_PREFIX = 'auto_set_by_'

export const autoSetKey = (uuid: string): string => `${AUTO_SET_KEY_PREFIX}create_multiple_${uuid}`

export const isAutoSetKey = (commonCodeKey: string): boolean => commonCodeKey.startsWith(AUTO_SET_KEY_PREFIX)
