-- level: 3
-- severity: error
-- A normalised value has the form of its type.
--
-- TIMEX3 or ISO 8601 for times (2024-11-05, P3D, 2024-11-04/2024-11-07), a decimal number for numbers, an ISO 4217
-- code and an amount for money.
SELECT document_id, format('/mentions/{}', position) AS pointer, format('mention {}: {} is no {} value', id, to_json(value), t.normalized_by) AS message
FROM mentions m JOIN entity_types t ON t.type = m.type WHERE value IS NOT NULL AND NOT CASE t.normalized_by
  WHEN 'timex3' THEN regexp_full_match(value, 'PAST_REF|PRESENT_REF|FUTURE_REF|BC(\d{2}|\d{4})|P(\d+(\.\d+)?|X)(Y|M|W|D|DE|CE|Q)|PT(\d+(\.\d+)?|X)[HMS]|P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?'
    || '|((\d{4}|XXXX)(-(0[1-9]|1[0-2]|XX)(-(0[1-9]|[12]\d|3[01]|XX))?|-W(0[1-9]|[1-4]\d|5[0-3]|XX)(-(\d|WE))?|-Q[1-4]|-H[12]|-(SP|SU|FA|WI))?|\d{2}|\d{3}|\d{4}s)(T([01]\d|2[0-4])(:[0-5]\d(:[0-5]\d)?)?|T(MO|MI|AF|EV|NI|DT))?'
    || '|T([01]\d|2[0-4])(:[0-5]\d)?|(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?(T\d\d(:\d\d)?)?|\.\.)/(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?(T\d\d(:\d\d)?)?|\.\.)')
    AND NOT regexp_full_match(value, 'P(.*T)?')
  WHEN 'number' THEN regexp_full_match(value, '-?\d+(\.\d+)?')
  WHEN 'money' THEN regexp_full_match(value, '[A-Z]{3}( -?\d+(\.\d+)?)?')
  ELSE true END
