-- Whoever writes an event wakes those who follow the log, once per transaction and only if it commits. It carries
-- nothing: a notification can be lost, so the table alone is the truth.
CREATE FUNCTION "wake_event_readers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('latchkey_event', '');
  RETURN NULL;
END
$$;

CREATE TRIGGER "event_wake_up" AFTER INSERT ON "event" FOR EACH STATEMENT EXECUTE FUNCTION "wake_event_readers"();
