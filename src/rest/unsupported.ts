/** What Seam's lists can be narrowed by and is not here: to leave it out would answer more than was asked for. */

export const withoutPeople = {
  customer_key: 'There are no customers here.',
  user_identifier_key: 'There are no user identifiers here.',
}

export const withoutGrants = {
  access_grant_id: 'There are no access grants here.',
  access_grant_key: 'There are no access grants here.',
  access_method_id: 'There are no access methods here.',
}

export const withoutSpaces = {
  space_id: 'There are no spaces here.',
  unstable_location_id: 'There are no locations here.',
}

export const withoutWebviews = { connect_webview_id: 'There are no Connect Webviews here.' }
