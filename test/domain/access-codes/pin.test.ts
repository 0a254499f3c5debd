import { describe, expect, it } from 'vitest'
import { isPin, isWeakPin } from '../../../src/domain/access-codes/pin.ts'

describe('a PIN', () => {
  it.each(['0000', '0421', '123456789012'])('may be %s', (text) => {
    expect(isPin(text)).toBe(true)
  })

  it.each([
    ['123', 'too short'],
    ['1234567890123', 'too long'],
    ['', 'empty'],
    ['12a4', 'a letter'],
    ['12 34', 'a space'],
    ['1234\n', 'a line end'],
    ['-123', 'a sign'],
    ['١٢٣٤', 'digits that are not ASCII'],
    ['１２３４', 'digits of full width'],
  ])('may not be %j: %s', (text) => {
    expect(isPin(text)).toBe(false)
  })
})

describe('a weak PIN', () => {
  it.each([
    ['one digit over and over', ['0000', '77777', '999999999999']],
    ['counting up', ['1234', '0123', '456789', '7890', '8901', '789012']],
    ['counting down', ['9876', '3210', '2109', '1098', '543210']],
    ['the same step from digit to digit', ['2468', '1357', '1470', '9630', '13579']],
    ['a repeated block', ['1212', '6969', '123123', '100100', '12341234', '121212121212']],
    ['doubled digits', ['1122', '7733', '112233', '550055']],
    ['a palindrome', ['1221', '12321', '123321', '9009']],
    ['a year', ['1900', '1987', '1999', '2000', '2024', '2099']],
    ['a well-known favourite', ['2580', '0852', '1004', '1379', '159753', '8675309', '147258369']],
  ])('is one of %s', (_, pins) => {
    expect(pins.filter((pin) => !isWeakPin(pin))).toEqual([])
  })

  it('is none of these', () => {
    const strong = ['1243', '0429', '7391', '1235', '8902', '198701', '20245', '1112', '121213', '112234', '12322']
    expect(strong.filter(isWeakPin)).toEqual([])
  })

  it('is rare enough to leave nearly all PINs', () => {
    let weak = 0
    for (let number = 0; number < 10_000; number++) if (isWeakPin(String(number).padStart(4, '0'))) weak++
    expect(weak).toBeLessThan(600)
  })
})
