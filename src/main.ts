import { readConfig } from './config.ts'
import { fail } from './failure.ts'
import { startGateway } from './gateway.ts'
import { createLogger } from './server/log.ts'
import { stopSignal } from './stop-signal.ts'

// Heard before anything starts, so that a start can be interrupted too.
const stop = stopSignal()
try {
  const config = readConfig(process.env)
  const logger = createLogger(config.log)
  await using gateway = await startGateway(config, logger)
  await Promise.race([stop, gateway.failed])
  logger.info('stopping')
} catch (error) {
  fail(error)
}
