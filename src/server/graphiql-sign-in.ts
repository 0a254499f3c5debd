/** What stands in GraphiQL's headers where the page may not know a key. */
export const placeholder = 'Bearer <your API key>'

const howToSignIn = 'Sign in with an API key in the bar above. Until then nothing is asked and the docs are empty.'

/**
 * A bar over GraphiQL that takes an API key. It is kept for this browser tab only and sent wherever
 * the placeholder stands, so one sign-in serves every tab of GraphiQL, its docs included.
 */
export const signInBar = `
<style>
  body { display: flex; flex-direction: column; height: 100vh }
  #root { flex: 1; min-height: 0 }
  #root .graphiql-container { height: 100% }
  #sign-in { display: flex; gap: 8px; align-items: center; padding: 8px 16px; margin: 0;
    font: 15px system-ui, sans-serif; background: #fff3cd; color: #3d2f00 }
  #sign-in input { flex: 1; max-width: 32em; padding: 4px 8px; font: inherit }
  #sign-in button { padding: 4px 12px; font: inherit }
</style>
<form id="sign-in">
  <label for="api-key">To ask anything, sign in with an API key:</label>
  <input id="api-key" type="password" autocomplete="off" spellcheck="false" placeholder="seam_…" required>
  <button>Sign in</button>
  <output></output>
</form>
`

export const signInScript = `
const storedAs = 'latchkey-api-key'
const form = document.querySelector('#sign-in')
const said = form.querySelector('output')
const input = form.querySelector('input')

const plainFetch = window.fetch.bind(window)
window.fetch = (url, init = {}) => {
  const headers = new Headers(init.headers)
  const key = sessionStorage.getItem(storedAs)
  if (headers.get('authorization') === ${JSON.stringify(placeholder)}) {
    if (!key) return Promise.resolve(Response.json({ errors: [{ message: ${JSON.stringify(howToSignIn)} }] }))
    headers.set('authorization', 'Bearer ' + key)
  }
  return plainFetch(url, { ...init, headers })
}

if (sessionStorage.getItem(storedAs)) {
  form.querySelector('label').textContent = 'Signed in for this browser tab.'
  form.querySelector('button').textContent = 'Sign out'
  input.remove()
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  if (!input.isConnected) {
    sessionStorage.removeItem(storedAs)
    return location.reload()
  }
  const key = input.value.trim()
  said.textContent = ''
  try {
    const response = await plainFetch(location.pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' + key },
      body: '{"query":"{ __typename }"}',
    })
    if (response.ok) {
      sessionStorage.setItem(storedAs, key)
      return location.reload()
    }
    const { errors } = await response.json()
    said.textContent = errors[0].message
  } catch {
    said.textContent = 'This key cannot be sent, or the gateway does not answer.'
  }
})
`
