import { create } from './access-codes/create.ts'
import { createMultiple } from './access-codes/create-multiple.ts'
import { deleteOne } from './access-codes/delete.ts'
import { generateCode } from './access-codes/generate-code.ts'
import { get } from './access-codes/get.ts'
import { list } from './access-codes/list.ts'
import { pullBackup } from './access-codes/pull-backup.ts'
import { reportDeviceConstraints } from './access-codes/report-device-constraints.ts'
import { simulateUnmanaged } from './access-codes/simulate.ts'
import { unmanagedRoutes } from './access-codes/unmanaged.ts'
import { update } from './access-codes/update.ts'
import { updateMultiple } from './access-codes/update-multiple.ts'
import { actionAttemptRoutes } from './action-attempts/routes.ts'
import { clientSessionRoutes } from './client-sessions/routes.ts'
import { connectedAccountRoutes } from './connected-accounts/routes.ts'
import { deviceRoutes } from './devices/routes.ts'
import { deviceUpdateRoutes } from './devices/update.ts'
import { eventRoutes } from './events/routes.ts'
import { getTimeline } from './events/timeline.ts'
import type { Route } from './route.ts'
import { workspaceRoutes } from './workspaces/routes.ts'

/** Every operation that there is. */
export const routes: readonly Route[] = [
  create,
  createMultiple,
  update,
  updateMultiple,
  deleteOne,
  get,
  list,
  generateCode,
  pullBackup,
  reportDeviceConstraints,
  getTimeline,
  ...unmanagedRoutes,
  simulateUnmanaged,
  ...deviceRoutes,
  ...deviceUpdateRoutes,
  ...actionAttemptRoutes,
  ...eventRoutes,
  ...connectedAccountRoutes,
  ...workspaceRoutes,
  ...clientSessionRoutes,
]
