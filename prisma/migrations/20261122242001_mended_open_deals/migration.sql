-- What is open lies in a narrow table of its own by now: it is held against the instance and its card as the other rows are against
-- their events.
CREATE OR REPLACE FUNCTION rows_of_deal(instance uuid) RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'process_instances', (SELECT jsonb_build_object('', to_jsonb(i)) FROM process_instances i WHERE i.id = instance),
    'tasks', (SELECT coalesce(jsonb_object_agg(t.key, to_jsonb(t)), '{}') FROM tasks t WHERE t.instance_id = instance),
    'deadlines', (SELECT coalesce(jsonb_object_agg(d.key, to_jsonb(d)), '{}') FROM deadlines d WHERE d.instance_id = instance),
    'stage_visits', (SELECT coalesce(jsonb_object_agg(v.n::text, to_jsonb(v)), '{}') FROM stage_visits v WHERE v.instance_id = instance),
    'deal_history', (SELECT coalesce(jsonb_object_agg(h.seq::text, to_jsonb(h)), '{}') FROM deal_history h WHERE h.instance_id = instance),
    'open_deals', (SELECT coalesce(jsonb_object_agg('', to_jsonb(o)), '{}') FROM open_deals o WHERE o.id = instance))
$$;

CREATE OR REPLACE FUNCTION lay_out_what_follows(instance uuid) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM open_deals WHERE id = instance;
  PERFORM put_open_deals(ARRAY[instance]);
END $$;
