curl --include --request POST "https://connect.getseam.com/access_codes/create_multiple" \
  --header "Authorization: Bearer $SEAM_API_KEY" \
  --json @- <<EOF
{
  "device_ids": [
    "d9717800-fa73-401a-b66b-03f0ef950e2a",
    "550e8400-e29b-41d4-a716-446655440000"
  ],
  "behavior_when_code_cannot_be_shared": "throw",
  "preferred_code_length": 4,
  "name": "My Linked Access Code",
  "starts_at": "2025-06-19T01:41:56.000Z",
  "ends_at": "2025-06-22T16:40:40.000Z"
}
EOF
