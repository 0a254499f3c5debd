import { describe, expect, it } from 'vitest'
import { createLogger } from '../../src/server/log.ts'
import { LogRecorder } from './stand-in.ts'

describe('the log', () => {
  it('redacts keys, PINs and variables at any usual depth', () => {
    const log = new LogRecorder()
    createLogger({ level: 'info', destination: log }).info(
      {
        authorization: 'Bearer hush',
        code: '4711',
        headers: { authorization: 'Bearer hush', cookie: 'hush' },
        body: { query: '{ __typename }', variables: { input: { code: '4711' } } },
        accessCodes: [{ id: 'a', code: '4711' }],
        input: { group: { token: 'hush', accessCode: { pin: '4711' } } },
      },
      'asked',
    )
    expect(log.lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        authorization: '[redacted]',
        code: '[redacted]',
        headers: { authorization: '[redacted]', cookie: '[redacted]' },
        body: { query: '{ __typename }', variables: '[redacted]' },
        accessCodes: [{ id: 'a', code: '[redacted]' }],
        input: { group: { token: '[redacted]', accessCode: { pin: '[redacted]' } } },
        msg: 'asked',
      },
    ])
  })

  it('redacts what a child logger carries', () => {
    const log = new LogRecorder()
    createLogger({ level: 'info', destination: log }).child({ token: 'hush' }).info('asked')
    expect(log.lines).toMatchObject([{ token: '[redacted]', msg: 'asked' }])
  })

  it('tells of an error its type, message, code and causes, and not the row or statement it carries', () => {
    const log = new LogRecorder()
    const cause = Object.assign(new Error('duplicate'), { code: '23P01', detail: 'Key (4711)', query: 'select 4711' })
    createLogger({ level: 'info', destination: log }).error({ err: new TypeError('failed', { cause }) }, 'oops')
    expect(log.lines).toEqual([
      {
        level: 'error',
        time: expect.any(String),
        err: {
          type: 'TypeError',
          message: 'failed',
          stack: expect.stringContaining('TypeError: failed'),
          cause: {
            type: 'Error',
            message: 'duplicate',
            stack: expect.stringContaining('Error: duplicate'),
            errorCode: '23P01',
          },
        },
        msg: 'oops',
      },
    ])
  })

  it('keeps to its level', () => {
    const log = new LogRecorder()
    createLogger({ level: 'warn', destination: log }).info('quiet')
    expect(log.lines).toEqual([])
  })
})
