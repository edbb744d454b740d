/** Version of the product, as `entente --version` and the description of the API say it. */
export const version = '0.1.0';
