from base as build
run echo x > /out
from build
copy --from=build /out /copied
