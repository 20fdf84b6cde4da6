-- The view that each of somebody's lists opens with, whichever computer they sit at. One that ships has a name for an id, and one
-- may be deleted: whoever reads takes the usual one then.
CREATE TABLE "first_views" (
    "person_id" UUID NOT NULL,
    "entity" TEXT NOT NULL,
    "view_id" TEXT NOT NULL,

    CONSTRAINT "first_views_pkey" PRIMARY KEY ("person_id", "entity"),
    CONSTRAINT "first_views_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);
GRANT SELECT, INSERT, UPDATE ON "first_views" TO dealwright_api;
