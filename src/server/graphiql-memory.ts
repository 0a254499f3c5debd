/** Run in the page before GraphiQL starts: what the browser remembers of it. */
export const memoryScript = `
// GraphiQL writes each query into the address, and so its PINs into the browser's history.
history.replaceState = () => {}

// After a reload GraphiQL looks for the tab with the last edited query and, where none was edited,
// opens an empty one. Told the query of the tab that was open, it opens that.
try {
  const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{"tabs":[]}')
  for (const part of ['query', 'variables']) {
    const text = tabs[activeTabIndex]?.[part]
    if (text) localStorage.setItem('graphiql:' + part, text)
    else localStorage.removeItem('graphiql:' + part)
  }
} catch {
  localStorage.removeItem('graphiql:tabState')
}
`
