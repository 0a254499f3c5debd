import { builder } from './builder.ts'

/** The vocabularies that several nouns share. */

export const DeviceProvider = builder.enumType('DeviceProvider', {
  description: 'The lock stack through which a device is reached. More may be added.',
  values: {
    SIMULATED: { description: 'The simulated locks of the gateway itself, to try things on.' },
    ZWAVE_JS: { description: 'Z-Wave locks, through a Z-Wave JS server.' },
    ZIGBEE2MQTT: { description: 'Zigbee locks, through Zigbee2MQTT.' },
    SEAM: { description: 'Locks connected to the Seam cloud.' },
    MATTER: { description: 'Locks that speak Matter.' },
  },
})

export const AccessCodeType = builder.enumType('AccessCodeType', {
  description: 'How long a code is meant to last.',
  values: {
    ONGOING: { description: 'From now on, without an end.' },
    TIME_BOUND: { description: 'From `startsAt` up to `endsAt`.' },
  },
})

export const AccessCodeStatus = builder.enumType('AccessCodeStatus', {
  description: 'Where a code stands between the wish and the lock.',
  values: {
    SETTING: {
      description:
        'Should be on the lock and is not known to be yet, or not as wished: `errors` says if something is wrong.',
    },
    SET: { description: 'On the lock as wished: `verification` says how sure that is.' },
    UNSET: {
      description:
        'Recorded, and not usable: its time has not come (`isScheduledOnDevice` says if the lock has it already), or somebody deleted it at the lock, and that was accepted.',
    },
    REMOVING: { description: 'No longer wished and not yet known to be gone: it may still open the door.' },
    UNKNOWN: {
      description: 'Cannot be told, since the account of the device is disconnected. What was on the lock stays there.',
    },
  },
})

export const MaxTimeRounding = builder.enumType('MaxTimeRounding', {
  description: 'How far the times of an offline code may be shifted to ones that the lock can work with.',
  values: {
    ONE_HOUR: { description: 'Each time by at most one hour.' },
    ONE_DAY: { description: 'Each time by at most one day.' },
  },
})
