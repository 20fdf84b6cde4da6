-- Signing in: sessions, passwords, the company's own sign-on, second factors, and what tokens are for.

-- What the sign-in library keeps of a person beside what is there.
ALTER TABLE "people"
  ADD COLUMN "email_verified" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "image" TEXT,
  ADD COLUMN "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "two_factor_enabled" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "sessions" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
    "person_id" UUID NOT NULL REFERENCES "people"("id") ON DELETE CASCADE,
    "token" TEXT NOT NULL UNIQUE,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "sessions_person_id_idx" ON "sessions"("person_id");
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- How somebody signs in: with a password (its hash), or through the company's provider.
CREATE TABLE "sign_ins" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
    "person_id" UUID NOT NULL REFERENCES "people"("id") ON DELETE CASCADE,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    UNIQUE ("provider_id", "account_id")
);
CREATE INDEX "sign_ins_person_id_idx" ON "sign_ins"("person_id");

-- What is good once and for a while: links to a new password, the way back from the company's provider.
CREATE TABLE "sign_in_proofs" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "sign_in_proofs_identifier_idx" ON "sign_in_proofs"("identifier");

CREATE TABLE "second_factors" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
    "person_id" UUID NOT NULL REFERENCES "people"("id") ON DELETE CASCADE,
    "secret" TEXT NOT NULL,
    "backup_codes" TEXT NOT NULL,
    "verified" BOOLEAN,
    "failed_verification_count" INTEGER,
    "locked_until" TIMESTAMPTZ(3)
);
CREATE INDEX "second_factors_person_id_idx" ON "second_factors"("person_id");

-- How often who has tried, so that guessing is slow whichever API process is asked.
CREATE TABLE "sign_in_tries" (
    "id" UUID NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
    "key" TEXT NOT NULL UNIQUE,
    "count" INTEGER NOT NULL,
    "last_request" BIGINT NOT NULL
);

-- What cookies are signed with: one row, which only the API's login may read.
CREATE TABLE "sign_in_secret" (
    "only" BOOLEAN NOT NULL PRIMARY KEY DEFAULT true CHECK ("only"),
    "secret" TEXT NOT NULL
);
INSERT INTO "sign_in_secret" ("secret") VALUES (encode(sha256((gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text)::bytea), 'hex'));

-- The rights that a token is for; empty: all of its person's.
ALTER TABLE "access_tokens" ADD COLUMN "scopes" TEXT[] NOT NULL DEFAULT '{}', ADD COLUMN "last_used_at" TIMESTAMPTZ(3);
CREATE INDEX "access_tokens_person_id_idx" ON "access_tokens"("person_id");

-- Who is no longer here is signed out everywhere, by whatever way they went.
CREATE FUNCTION sign_out_leavers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM sessions WHERE person_id = NEW.id;
  UPDATE access_tokens SET revoked_at = now() WHERE person_id = NEW.id AND revoked_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER people_sign_out AFTER UPDATE OF "active" ON "people" FOR EACH ROW WHEN (OLD.active AND NOT NEW.active) EXECUTE FUNCTION sign_out_leavers();

-- ---------------------------------------------------------------- who may what
GRANT SELECT, INSERT, UPDATE, DELETE ON "sessions", "sign_ins", "sign_in_proofs", "second_factors", "sign_in_tries" TO dealwright_api;
GRANT SELECT ON "sign_in_secret" TO dealwright_api;
