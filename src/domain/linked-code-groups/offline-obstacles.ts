import { fitOffline, type OfflineFit, offlineRules, offlineWindowsText } from '../access-codes/offline-rules.ts'
import type { Window } from '../access-codes/window.ts'
import { type SharingObstacle, toAnyCode } from './sharing-obstacles.ts'
import type { PlanDevice, PlanRequest } from './sharing-question.ts'

/** The window of an offline code on this device, moved to one that its lock can work with; of any other code, as asked. */
export function windowOn(device: PlanDevice, request: PlanRequest): Window {
  const fit = request.isOfflineAccessCode ? fitOn(device, request) : null
  return fit && 'window' in fit ? fit.window : request.window
}

/** Why the lock cannot work out an offline code for this window, if so. */
export function offlineWindowObstacles(request: PlanRequest, device: PlanDevice): SharingObstacle[] {
  const rules = offlineRules(device.deviceType)
  if (!request.isOfflineAccessCode || device.canProgramOfflineAccessCodes !== true || rules === null) return []
  const { name } = device
  const fit = fitOn(device, request)
  const refuse = (message: string) => [toAnyCode(device, 'TIME_FRAME_UNSUPPORTED', message)]
  if ('unsupported' in fit) {
    const what = fit.unsupported === 'ONE_TIME_USE' ? 'no codes for one use' : 'no such window'
    return refuse(
      `${name} can work out ${what}: its offline codes last ${offlineWindowsText(rules)}. Choose other times, or allow more rounding.`,
    )
  }
  if (fit.window.endsAt !== null && fit.window.endsAt <= request.now) {
    return refuse(`${name} would work out a code that is over by now. Choose a later startsAt.`)
  }
  const startMs = fit.window.startsAt?.getTime()
  const others = device.offlineCodes.filter(
    (code) => code.startsAt?.getTime() === startMs && code.isOneTimeUse === (request.isOneTimeUse ?? false),
  )
  if (others.length < fit.perStartMax) return []
  return refuse(
    `${name} has ${fit.perStartMax} offline codes that begin in that hour already, as many as it can tell apart. Choose another startsAt.`,
  )
}

const fitOn = ({ deviceType }: PlanDevice, request: PlanRequest): OfflineFit => {
  const { window, isOneTimeUse = false, maxTimeRounding = 'ONE_HOUR' } = request
  return fitOffline(offlineRules(deviceType), { window, isOneTimeUse, maxTimeRounding })
}
