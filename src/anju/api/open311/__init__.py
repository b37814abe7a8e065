"""Open311 GeoReport v2, so that existing clients work unchanged: services, requests, discovery; JSON and XML."""
