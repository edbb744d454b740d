/** Version of the product, as `entente --version` and the API page say it. */
export const version = '0.1.0';
