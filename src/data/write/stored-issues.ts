/** The issues in `column`, in their order, but for those whose codes are in `codes`, a text[]: both are SQL. */
export const issuesWithout = (column: string, codes: string): string => `(
    select coalesce(jsonb_agg(issue order by place), '[]')
    from jsonb_array_elements(${column}) with ordinality as e (issue, place)
    where issue ->> 'issueCode' <> all(${codes}))`
